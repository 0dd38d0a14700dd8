"""The rules of the house, in the places where allauth asks for them."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group, User
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from desk.signin.client_address import client_address
from desk.signin.devices import remember_device
from desk.signin.limits import limited_attempt

# The pages themselves say the rest.
_TOLD = {"account/messages/password_changed.txt"}


class AccountAdapter(DefaultAccountAdapter):
    """Passwords: limited guesses, one answer for wrong names and wrong passwords, nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a name and password; None when either is wrong or the account is switched off."""
        with limited_attempt(request, credentials.get("username", ""), "password") as attempt:
            user = auth.authenticate(request, **credentials)
            attempt.counts = user is None
        return user if isinstance(user, User) else None

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.get_username())
        return response

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template in _TOLD:
            super().add_message(request, level, message_template, *args, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        # Never from the Host header, which the one who asks for the mail chooses.
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        text = gettext(
            "Somebody, probably you, asked for a new password for the account %(name)s at the picture desk.\n\n"
            "Set it here within one day:\n%(link)s\n\n"
            "If it was not you, do nothing: the password stays as it is.\n"
        ) % {"name": user.get_username(), "link": context["password_reset_url"]}
        # To the address in the record, never to the one that was typed.
        EmailMessage(gettext("Bildstelle: a new password"), text, to=[user.email]).send()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_security")


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets are encrypted in the record, apps and passkeys are named after the desk."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return f"Bildstelle {context.request.get_host()}"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002  (allauth's)
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(n)d") % {"n": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": _host(context.request), "name": settings.PUBLISHER}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The house's identity provider: it says who somebody is; what they may do is settled here."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whoever is connected already, and newcomers only where a setting names their role."""
        if sociallogin.is_existing:
            return
        verified = any(address.verified for address in sociallogin.email_addresses)
        if not (settings.OIDC_DEFAULT_ROLE and verified) or self._is_taken(sociallogin):
            raise ImmediateHttpResponse(render(request, "oidc_refused.html", status=403))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return bool(settings.OIDC_DEFAULT_ROLE)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The one active account that has an address which the provider calls verified."""
        for address in sociallogin.email_addresses:
            if address.verified:
                found = User.objects.filter(email__iexact=address.email, is_active=True)
                if len(found) == 1:
                    return found[0], address.email
        return None

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        user.groups.add(Group.objects.get(name=settings.OIDC_DEFAULT_ROLE))
        return user

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(render(request, "oidc_failed.html", status=502))

    def _is_taken(self, sociallogin: SocialLogin) -> bool:
        addresses = [address.email for address in sociallogin.email_addresses]
        return any(User.objects.filter(email__iexact=address).exists() for address in addresses)


def passkeys_work(request: HttpRequest) -> bool:
    """Whether browsers make passkeys for the host of this request: it must have a name, an IP address will not do."""
    try:
        ipaddress.ip_address(_host(request))
    except ValueError:
        return True
    return False


def _host(request: HttpRequest) -> str:
    return urlsplit(f"//{request.get_host()}").hostname or ""


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"desk.signin.second-factors" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
