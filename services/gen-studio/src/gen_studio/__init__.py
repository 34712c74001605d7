"""The embedded generator: deterministic scenes around the creator's own photographed face."""
