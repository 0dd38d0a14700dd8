"""The URLs of the web process: event receiver, admin site and desk."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("events/", include("workers.intake.urls")),
    path("admin/", admin.site.urls),
    path("", include("desk.urls")),
]
