"""The application as the server sees it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samarkand.platform.house.settings")
application = get_wsgi_application()
