"""Addresses of the door, under the names that allauth looks up; what is not here cannot be reached."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from desk.signin import oidc, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/passkey/", views.passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-in/second-factor/", views.second_step, name="mfa_authenticate"),
    path("sign-in/by/<slug:provider_id>/", oidc.start, name="openid_connect_login"),
    path("sign-in/by/<slug:provider_id>/callback/", oidc.callback, name="openid_connect_callback"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("password/", views.reset_password, name="account_reset_password"),
    path("password/asked/", views.reset_asked, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.reset_link,
        name="account_reset_password_from_key",
    ),
    path("password/done/", views.reset_done, name="account_reset_password_from_key_done"),
    path("account/", views.security, name="account_security"),
    path("account/second-factor/", RedirectView.as_view(pattern_name="account_security"), name="mfa_index"),
    path("account/password/", views.change_password, name="account_change_password"),
    path("account/confirm/", views.confirm_password, name="account_reauthenticate"),
    path("account/confirm/code/", views.confirm_code, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", views.confirm_passkey, name="mfa_reauthenticate_webauthn"),
    path("account/app/", views.add_app, name="mfa_activate_totp"),
    path("account/app/remove/", views.remove_app, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/passkeys/new/", views.add_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
]
