"""A person's own pages beside those of django-allauth: her name, her data, her going."""
