"""What every test may ask for by name: real servers."""

from __future__ import annotations

from tests.servers import postgres, postgres_url, redis, redis_url

__all__ = ["postgres", "postgres_url", "redis", "redis_url"]
