"""The sample content: real facts from public sources, loaded from ``data/``."""
