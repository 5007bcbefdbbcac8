"""How dates are written in a language, where Django writes them otherwise than its readers do.

The first of a month is an ordinal in French and in Portuguese; ``community/ordinals.py`` says it.
"""
