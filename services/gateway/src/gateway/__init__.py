"""The front door: REST and SSE, uploads, quotes, routing, the projection of jobs."""
