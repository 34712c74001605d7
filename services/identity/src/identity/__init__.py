"""Faces, landmarks, face quality and the cut-out of the person."""
