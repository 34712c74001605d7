"""What is looked at before a picture is kept or shown: decency, refused identities, children."""
