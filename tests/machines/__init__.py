"""A portal on several machines: all of them are this one."""
