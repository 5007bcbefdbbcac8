"""Content in quantities that nobody writes: for measuring, never for reading."""
