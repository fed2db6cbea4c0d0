"""Changes of many entries at once: organisations/bulk/desk.py has the pages."""

from django.contrib import admin

from organisations.bulk.desk import BulkChangeAdmin
from organisations.models import BulkChange

admin.site.register(BulkChange, BulkChangeAdmin)
