"""Accounts and the memberships that say who may do what, where and until when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

__all__ = ["MembershipRow", "User"]


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an e-mail address names one, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # noqa: ANN401
        """Make an account; without a password only OpenID or a link of ours can open it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by e-mail address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who signs in. Rights come from memberships alone: there are no staff or superuser flags."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    parent_id = models.BigIntegerField(null=True)  # people.Parent, where the account is a parent's
    pupil_id = models.BigIntegerField(null=True)  # people.Pupil, where it is a pupil's own
    sign_in_epoch = models.PositiveIntegerField(default=0)  # raised to end every open session of the account

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "post"]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match to stay open: ends with a new password and with a new epoch."""
        key_salt = f"bellwether.accounts.session.{self.sign_in_epoch}"
        return salted_hmac(key_salt, self.password, secret=secret, algorithm="sha256").hexdigest()

    # django.contrib.auth and allauth ask these of any user; our own code never does.
    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        """No Django permissions are used."""
        return False

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        """No Django permissions are used."""
        return False


class MembershipRow(models.Model):
    """One role in one place, from a day to a day. Ending one hands over first.

    within_school_id: where the place is a group or a pupil, the school that it lay in when the role was given.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="membership_rows")
    role = models.CharField(max_length=30)
    scope = models.CharField(max_length=6)
    scope_id = models.BigIntegerField()
    within_school_id = models.BigIntegerField(null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    handed_over_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["user", "from_on", "to_on"], name="memberships_of_user"),
            models.Index(fields=["scope", "scope_id", "role"], name="memberships_in_place"),
            models.Index(fields=["within_school_id", "role"], name="memberships_within_school"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(from_on__lte=models.F("to_on")),
                name="membership_in_order",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "scope", "scope_id"],
                condition=models.Q(to_on__isnull=True),
                name="membership_open_once",
            ),
        ]
