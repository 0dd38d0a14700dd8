"""The pages of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from desk.access import DeskRequest, signed_in
from desk.signin.adapters import passkeys_work
from desk.signin.limits import limit_address
from desk.signin.oidc import PROVIDER
from desk.signin.second_factor import has_second_factor, needs_second_factor

SECURITY = reverse_lazy("account_security")


class SignIn(account.LoginView):
    """Name and password, a passkey, or the house's identity provider."""

    template_name = "sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        provider = {"provider": settings.OIDC_NAME, "provider_id": PROVIDER} if settings.OIDC_ISSUER else {}
        return super().get_context_data(**kwargs) | {"passkeys": passkeys_work(self.request)} | provider


class PasskeySignIn(webauthn.LoginWebAuthnView):
    """A passkey alone: it proves possession and, by finger, face or PIN, the person."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limit_address(request, "passkey")
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


class SecondStep(mfa.AuthenticateView):
    """A code after the password; a passkey where the account has one that this address can ask for."""

    template_name = "second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_passkey = is_mfa_enabled(self.stage.login.user, [Authenticator.Type.WEBAUTHN])
        offers = {"offers_passkey": has_passkey and passkeys_work(self.request)}
        return super().get_context_data(**kwargs) | offers


class ResetPassword(account.PasswordResetView):
    """Ask for a mail with a link; without mail, the page says whom to ask."""

    template_name = "password_reset.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.MAIL_WORKS:
            return HttpResponse(status=404)
        limit_address(request, "reset")
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"mail": settings.MAIL_WORKS}


def _private(view: Any) -> Any:
    """A page of somebody's own account: no copy of it stays anywhere."""
    return never_cache(login_required(view))


@require_GET
@never_cache
@signed_in
def security(request: DeskRequest) -> HttpResponseBase:
    """How this account signs in, and what can be changed about it."""
    user = request.user
    mine = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    codes = next((one for one in mine if one.type == Authenticator.Type.RECOVERY_CODES), None)
    has, needs = has_second_factor(user), needs_second_factor(user)
    context = {
        "app": next((one for one in mine if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in mine if one.type == Authenticator.Type.WEBAUTHN],
        "passkeys_work": passkeys_work(request),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_second_factor": has,
        "needs_second_factor": needs,
        "must_set_up": needs and not has,
    }
    return render(request, "security.html", context)


sign_in = SignIn.as_view()
sign_out = require_POST(account.logout)
passkey_sign_in = PasskeySignIn.as_view()
second_step = never_cache(SecondStep.as_view())

confirm_password = _private(account.ReauthenticateView.as_view(template_name="confirm.html"))
confirm_code = _private(mfa.ReauthenticateView.as_view(template_name="confirm.html"))
confirm_passkey = _private(webauthn.ReauthenticateWebAuthnView.as_view(template_name="confirm.html"))

change_password = _private(account.PasswordChangeView.as_view(template_name="password_change.html"))
reset_password = ResetPassword.as_view()
reset_asked = account.PasswordResetDoneView.as_view(template_name="password_reset_done.html")
reset_link = account.PasswordResetFromKeyView.as_view(template_name="password_new.html")
reset_done = account.PasswordResetFromKeyDoneView.as_view(template_name="password_new_done.html")

add_app = _private(totp.ActivateTOTPView.as_view(template_name="app_add.html"))
remove_app = _private(totp.DeactivateTOTPView.as_view(template_name="app_remove.html", success_url=SECURITY))
recovery_codes = _private(recovery.ViewRecoveryCodesView.as_view(template_name="recovery_codes.html"))
new_recovery_codes = _private(recovery.GenerateRecoveryCodesView.as_view(template_name="recovery_codes_new.html"))
add_passkey = _private(webauthn.AddWebAuthnView.as_view(template_name="passkey_add.html"))
remove_passkey = _private(
    webauthn.RemoveWebAuthnView.as_view(template_name="passkey_remove.html", success_url=SECURITY)
)
