"""The application as granian's processes load it: it ends with them."""

from samarkand.platform.operation.orphans import end_with_parent
from samarkand.platform.wsgi import application

end_with_parent()

__all__ = ["application"]
