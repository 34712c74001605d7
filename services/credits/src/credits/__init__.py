"""Credits are reserved, charged and refunded here; only this room decides how a job ended."""
