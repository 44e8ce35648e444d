"""The worker as a program that ends with its parent: ``python -m samarkand.platform.operation.worker``."""

from samarkand.platform.operation.starting import set_up

if __name__ == "__main__":
    set_up()
    from samarkand.platform.operation.working import work

    work(with_parent=True)
