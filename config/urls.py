"""Addresses of the one web process."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("events/", include("workers.intake.urls")),
    path("admin/", admin.site.urls),
    path("", include("desk.urls")),
]
