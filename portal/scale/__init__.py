"""Much invented content, to measure with: the same every time, and never in production."""
