"""The roof: one command that starts the whole house on one machine, and talks to it."""
