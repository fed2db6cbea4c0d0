"""Answers that people sent, to read; and to erase for whoever asks."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from partnership_board import actions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.admin.minutes import ReadOnly
from partnership_board.consultations import permissions
from partnership_board.consultations.answers import said_in, shown
from partnership_board.forms.consultations import AddressForm
from partnership_board.models import Response


@admin.register(Response)
class ResponseAdmin(ReadOnly, ActsAdmin):
    """One answer, as it was sent. Who sent it is shown only where they answered for an organisation."""

    list_display = ["reference", "consultation", "state", "submitted_at", "organisation"]
    list_filter = ["consultation", "state", ("erased_at", admin.EmptyFieldListFilter)]
    list_select_related = ["consultation", "organisation"]
    search_fields = ["reference"]
    show_full_result_count = False
    change_list_template = "admin/partnership_board/response/change_list.html"
    fields = [
        "reference",
        "consultation",
        "state",
        "submitted_at",
        "received_on",
        "keyed_by",
        "organisation",
        "speaks_for",
        "erased_at",
        "written",
        "marked",
    ]
    acts = [
        Act(
            name="erase",
            label=_("Erase for its writer"),
            question=_(
                "What was written, the email address and the account go for good, and the emails about it. What was "
                "ticked stays counted. Do it when the person who sent it asks, and you are sure that it is them."
            ),
            allowed=permissions.can_erase,
            perform=lambda response, by: actions.erase_answer(response=response, by=by),
        )
    ]

    def get_urls(self):
        page = self.admin_site.admin_view(never_cache(self.erase_view))
        return [path("erase/", page, name="partnership_board_response_erase"), *super().get_urls()]

    def get_queryset(self, request):
        # What was not sent is its writer's alone.
        return super().get_queryset(request).exclude(state="draft")

    def has_act_permission(self, request):
        return permissions.can_manage_consultations(request.user)

    def erase_view(self, request):
        """All answers that lead to an email address, of somebody who writes from it and has lost the reference."""
        if not self.has_act_permission(request):
            raise PermissionDenied
        form = AddressForm(request.POST if request.method == "POST" else None)
        found = None
        if form.is_valid():
            email = form.cleaned_data["email"]
            found = list(Response.objects.from_address(email))
            if not found or "erase" in request.POST:
                try:
                    number = actions.erase_answers_of(email=email, by=request.user)
                except ValidationError as refusal:
                    form.add_error("email", refusal)
                else:
                    messages.success(request, _("Erased. Answers: %(number)s.") % {"number": number})
                    return HttpResponseRedirect(reverse("admin:partnership_board_response_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Erase a person’s answers"),
            "opts": self.opts,
            "form": form,
            "found": found,
        }
        return TemplateResponse(request, "admin/partnership_board/response/erase.html", context)

    @admin.display(description=_("what was said"))
    def written(self, response):
        answers = response.answers.select_related("question")
        erased = _("erased, as its writer asked")
        rows = (
            (one.question, erased if one.is_erased else "; ".join(map(str, shown(one.question, said_in(one)))))
            for one in answers
        )
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", rows)

    @admin.display(description=_("marks"))
    def marked(self, response):
        rows = (
            (
                mark.says,
                f" ({mark.like})" if mark.like and not mark.is_first else "",
                _("set aside") if mark.dismissed_at else "",
            )
            for mark in response.marks.select_related("like")
        )
        return format_html_join("", "<p>{}{} {}</p>", rows) or "–"
