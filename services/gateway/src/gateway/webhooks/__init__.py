"""Webhooks: calls that providers make to us, and calls we make to whoever uses the API."""
