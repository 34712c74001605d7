"""Whose face it is: engines behind the port of `embeddings`, and what follows for selfies and refused identities."""
