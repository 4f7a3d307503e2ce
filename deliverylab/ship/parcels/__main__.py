"""Start the service."""

from .web import serve

serve()
