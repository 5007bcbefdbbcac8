"""What ``make`` needs beside Django's own commands: install, check, lock, translations."""
