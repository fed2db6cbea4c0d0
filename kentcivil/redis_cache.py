"""Django's cache on Redis, with a client that is kept: making one anew takes longer than what Redis is asked."""

from django.core.cache.backends import redis


class RedisCacheClient(redis.RedisCacheClient):
    """Keeps a client for each pool of connections. Each thread has its own cache, so they are shared by none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._clients = {}

    def get_client(self, key=None, *, write=False):
        pool = self._get_connection_pool(write)
        if pool not in self._clients:
            self._clients[pool] = self._client(connection_pool=pool)
        return self._clients[pool]


class RedisCache(redis.RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = RedisCacheClient
