"""Making this machine ready: the private environment, the locked packages, models and fonts.

Everything here but `lock` and `pin` runs before a single package is installed, so it imports the standard
library only.
"""
