"""Counts the queries of a page on the real server, for requests that ask for it."""

from django.db import connection


class QueryCountMiddleware:
    """Answers a request that carries X-Count-Queries with the number of its queries in X-Queries."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "X-Count-Queries" not in request.headers:
            return self.get_response(request)
        count = 0

        def counted(execute, *arguments):
            nonlocal count
            count += 1
            return execute(*arguments)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response["X-Queries"] = str(count)
        return response
