"""The application as granian's processes load it: it ends with them."""

from samarkand.platform.operation.in_use import say_in_use
from samarkand.platform.operation.measures import allocate_measures
from samarkand.platform.operation.orphans import end_with_parent

allocate_measures()
from samarkand.platform.wsgi import application  # noqa: E402 (it makes the first measures)

say_in_use()
end_with_parent()

__all__ = ["application"]
