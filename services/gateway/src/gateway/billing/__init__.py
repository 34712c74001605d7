"""Selling credits and plans."""
