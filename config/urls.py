"""The URLs of the web process: event receiver, metrics, admin site and desk."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView

from config.metrics import metrics

# The admin has no door of its own: its sign-in and its change of password are the desk's.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents it

urlpatterns = [
    path("events/", include("workers.intake.urls")),
    path("metrics", metrics),
    path("admin/password_change/", RedirectView.as_view(url=reverse_lazy("account_change_password"))),
    path("admin/", admin.site.urls),
    path("", include("desk.urls")),
    path("", include("desk.signin.urls")),
]

handler400, handler403 = "desk.security.bad_request", "desk.security.permission_denied"
handler404, handler500 = "desk.security.page_not_found", "desk.security.server_error"
