"""Accounts in the admin. Only a superuser gives roles; nobody can give themselves anything."""

import allauth.account.admin  # it registers what is taken away below
import allauth.mfa.admin  # noqa: F401
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from kentcivil.accounts.models import User
from kentcivil.accounts.roles import Role
from kentcivil.audit.admin import RecordedAdmin

# Managed by the person, on the account pages; these tables hold secrets.
for theirs in (EmailAddress, EmailConfirmation, Authenticator):
    if admin.site.is_registered(theirs):
        admin.site.unregister(theirs)
admin.site.unregister(Group)


class NewUserForm(forms.ModelForm):
    """An account without a password: its owner sets one through "forgotten password"."""

    class Meta:
        model = User
        fields = ["email", "name"]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("There is an account with this email address already."))
        return email

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class AccountAdmin(RecordedAdmin, UserAdmin):
    """A superuser adds accounts and gives roles. Others look people up, and may close or open ordinary accounts.

    The email address and the password are changed by their owner alone: whoever could change them here could sign in
    as somebody else.
    """

    list_display = ["name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["name", "email"]
    ordering = ["name", "pk"]
    filter_horizontal = []
    add_form = NewUserForm
    add_form_template = None
    change_user_password_template = None
    add_fieldsets = [(None, {"fields": ["email", "name"]})]
    fieldsets = [
        (None, {"fields": ["name", "email", "is_active"]}),
        (_("What they may do"), {"fields": ["is_staff", "is_superuser", "groups"], "description": ""}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        roles = " ".join(f"{role.label}: {role.description}" for role in Role)
        return [
            (title, {**options, "description": roles} if "groups" in options["fields"] else options)
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        always = ["email", "last_login", "date_joined"]
        return always if request.user.is_superuser else [*always, "name", "is_staff", "is_superuser", "groups"]

    def has_add_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        if request.user.is_superuser:
            return super().has_change_permission(request, obj)
        ordinary = obj is None or not (obj.is_staff or obj.is_superuser)
        return ordinary and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Accounts are closed; erasing a person is more than deleting a row."""
        return False

    def user_change_password(self, request, id, form_url=""):
        return self._get_obj_does_not_exist_redirect(request, self.opts, id)

    def lookup_allowed(self, lookup, value, request=None):
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)


@admin.register(Group)
class RoleAdmin(admin.ModelAdmin):
    """What each role may do, to read: migrations give it."""

    fields = ["name", "permissions"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
