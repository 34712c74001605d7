"""The two servers the house stands on, as children of the command: a real nats-server, a real Postgres."""
