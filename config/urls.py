"""The URLs of the web process: event receiver, metrics, admin site and desk."""

from django.contrib import admin
from django.urls import include, path

from config.metrics import metrics

urlpatterns = [
    path("events/", include("workers.intake.urls")),
    path("metrics", metrics),
    path("admin/", admin.site.urls),
    path("", include("desk.urls")),
]
