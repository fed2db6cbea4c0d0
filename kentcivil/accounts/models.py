"""People who sign in. The email address is the name they sign in with."""

import pghistory
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower

from kentcivil.audit.history import recorded


class EmailUserManager(UserManager):
    """Creates users by email address, which is kept in small letters; Django's own asks for a user name."""

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("A user needs an email address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


# What names a person stays out of the history, so that erasing a person need not erase what they did.
@recorded(exclude=["email", "name", "password", "last_login"])
class User(AbstractUser):
    username = None
    first_name = None
    last_name = None
    email = models.EmailField("email address", unique=True)
    name = models.CharField("full name", max_length=150)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = EmailUserManager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]


# Who was given which role, or a permission of their own, and by whom.
given = pghistory.track(
    pghistory.InsertEvent("given"), pghistory.DeleteEvent("taken away"), obj_field=None, append_only=True
)


@given
class RoleGiven(User.groups.through):
    class Meta:
        proxy = True


@given
class PermissionGiven(User.user_permissions.through):
    class Meta:
        proxy = True
