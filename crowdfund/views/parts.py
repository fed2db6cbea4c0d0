"""The form pages of an application: one for each part, saved on its own."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views import View

from crowdfund import actions, completeness, documents, permissions, sheet
from crowdfund.forms import (
    AnswersForm,
    BudgetForm,
    DocumentsForm,
    EligibilityPartForm,
    OrganisationForm,
    ProjectForm,
)
from crowdfund.models import Application
from crowdfund.states import ApplicationState
from crowdfund.views.typing import autosaved, forget_typing, is_autosave, kept_typing

LATE = _lazy("This arrived after the round had closed. We kept it, but it cannot be submitted.")


def application_of(user, reference, *, whole=True):
    """The application of this reference, if the person speaks for its organisation.

    :param whole: with everything that is written in it, which takes some twenty queries.
    :raises Http404: for any other.
    """
    mine = Application.objects.of(user)
    found = mine.whole() if whole else mine.select_related("round", "organisation", "late_pass")
    return get_object_or_404(found, reference=reference)


class PartView(View):
    """A part of the task list: shows its form, keeps what is typed, says what is missing."""

    template = "crowdfund/part.html"
    form_class = None
    key = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.arrived = timezone.now()
        self.application = application_of(request.user, kwargs["reference"])
        self.key = self.key_of(**kwargs)
        try:
            self.state = self._state(self.application)
        except StopIteration:
            raise Http404 from None

    def key_of(self, **kwargs):
        return self.key

    def _state(self, application):
        return next(state for state in completeness.parts(application) if state.key == self.key)

    def form(self, *data, application=None):
        version = self.state.saved.version if self.state.saved else 0
        return self.form_class(*data, application=application or self.application, version=version)

    def can_be_written(self):
        return self.application.writable_at(self.arrived) and permissions.can_write(self.request.user, self.application)

    def get(self, request, reference, **kwargs):
        if not self.can_be_written():
            return redirect(self.application)
        typed = kept_typing(request)
        return self.page(self.form(typed) if typed is not None else self.form(), unsaved=typed is not None)

    def post(self, request, reference, **kwargs):
        form = self.form(request.POST)
        readable = form.is_valid()
        if is_autosave(request):
            return self.autosave(form)
        try:
            kept = self.save(form)
        except actions.EditConflict as conflict:
            return self.conflict(conflict.part)
        except actions.NoLongerWritable:
            return self.not_saved(form)
        except actions.NotAllowed:
            raise Http404 from None
        except actions.AlreadyTaken as taken:
            form.add_error("project_title", str(taken))
            return self.page(form)
        except actions.WouldBeUnfinished as unfinished:
            form.add_error(None, str(unfinished))
            form.add_problems(unfinished.problems)
            return self.page(form)
        forget_typing(request)
        if kept is not None and kept.late:
            messages.error(request, LATE)
            return redirect(self.application) if readable else self.page(form)
        return self.after_saving(form, readable)

    def autosave(self, form):
        """Keep what a script sends while somebody writes in a draft, and say in a sentence what became of it."""
        if self.application.state != ApplicationState.DRAFT:
            return autosaved(_("Not saved. Save when you have finished."), ends=True)
        try:
            kept = self.save(form)
        except (actions.EditConflict, actions.AlreadyTaken, actions.NoLongerWritable, actions.NotAllowed) as refused:
            return autosaved(_("Not saved: %s") % refused, ends=True)
        if kept is None:
            return autosaved(_("Not saved yet: something cannot be read."))
        forget_typing(self.request)
        if kept.late:
            return autosaved(LATE, ends=True)
        return autosaved(_("Saved while you write."), version=kept.application.parts.get(key=self.key).version)

    def after_saving(self, form, readable):
        """Where to go: back to the list, to the next part, or to this page with what is missing."""
        go = self.request.POST.get("go", "")
        application = application_of(self.request.user, self.application.reference)
        self.application, self.state = application, self._state(application)
        if readable and go == "later":
            return redirect(application)
        if readable and go == "more":
            return redirect(self.request.path)
        if readable and not self.state.problems:
            return redirect(self.next_address())
        if readable:
            form.add_problems(self.state.problems)
        form.data = form.data.copy()
        form.data["version"] = self.state.saved.version if self.state.saved else 0
        return self.page(form, saved=readable or not form.is_bound)

    def next_address(self):
        states = completeness.parts(self.application)
        place = [state.key for state in states].index(self.key)
        following = next((state for state in states[place + 1 :] if state.problems), None)
        whole = self.application.get_absolute_url()
        return f"{whole}{following.address}" if following else whole

    def page(self, form, **context):
        shown = {
            "application": self.application,
            "round": self.application.round,
            "part": self.state,
            "guidance": self.guidance(),
            "form": form,
            "unsaved": False,
            "saved": False,
            "conflict": None,
            "saved_rows": [],
            "autosaves": self.application.state == ApplicationState.DRAFT,
            **context,
        }
        return render(self.request, self.template, shown)

    def guidance(self):
        return ""

    def conflict(self, part):
        """The page again with what this person typed, beside what a colleague saved; saving again decides."""
        self.application = application_of(self.request.user, self.application.reference)
        self.state = self._state(self.application)
        data = self.request.POST.copy()
        data["version"] = part.version
        rows = next((one.rows for one in sheet.sheet(self.application) if one.key == self.key), [])
        return self.page(self.form(data), conflict=part, saved_rows=rows)

    def not_saved(self, form):
        """Gives back what was typed, which is no longer taken, and keeps it apart."""
        typed = list(form.typed())
        kept = actions.keep_typing(
            application=self.application, part=self.state.title, lines=typed, by=self.request.user, at=self.arrived
        )
        forget_typing(self.request)
        context = {
            "application": application_of(self.request.user, self.application.reference),
            "part": self.state,
            "typed": typed,
            "is_kept": kept is not None,
        }
        return render(self.request, "crowdfund/not_saved.html", context, status=409)


class OrganisationPart(PartView):
    key = completeness.ORGANISATION
    form_class = OrganisationForm

    def save(self, form):
        return actions.save_organisation(
            application=self.application,
            values=form.values(),
            version=form.opened_version,
            by=self.request.user,
            at=self.arrived,
        )


class EligibilityPart(PartView):
    key = completeness.ELIGIBILITY
    form_class = EligibilityPartForm

    def save(self, form):
        return actions.save_eligibility(
            application=self.application,
            answers=form.answers(),
            version=form.opened_version,
            by=self.request.user,
            at=self.arrived,
        )


class ProjectPart(PartView):
    key = completeness.PROJECT
    form_class = ProjectForm

    def save(self, form):
        return actions.save_project(
            application=self.application,
            values=form.values(),
            version=form.opened_version,
            by=self.request.user,
            at=self.arrived,
        )


class AnswersPart(PartView):
    def key_of(self, **kwargs):
        return f"questions/{kwargs['section']}"

    @property
    def section(self):
        return next(one for one in self.application.round.sections.all() if completeness.section_key(one) == self.key)

    def guidance(self):
        return self.section.guidance

    def form(self, *data, application=None):
        version = self.state.saved.version if self.state.saved else 0
        return AnswersForm(*data, application=self.application, section=self.section, version=version)

    def save(self, form):
        return actions.save_answers(
            application=self.application,
            section=self.section,
            answers=form.answers(),
            version=form.opened_version,
            by=self.request.user,
            at=self.arrived,
        )


class BudgetPart(PartView):
    key = completeness.BUDGET
    form_class = BudgetForm
    template = "crowdfund/budget.html"

    def save(self, form):
        # A line that cannot be read would vanish if the others replaced what is saved: the page shows them all again.
        if not form.is_valid():
            return None
        return actions.save_budget(
            application=self.application,
            lines=form.lines(),
            amount_asked=form.cleaned_data["amount_asked"],
            version=form.opened_version,
            by=self.request.user,
            at=self.arrived,
        )


class DocumentsPart(PartView):
    key = completeness.DOCUMENTS
    template = "crowdfund/documents.html"

    def form(self, *data, application=None):
        given = {one.asked_id for one in self.application.current_documents}
        return DocumentsForm(*data, round_=self.application.round, given=given)

    def get(self, request, reference, **kwargs):
        if not self.can_be_written():
            return redirect(self.application)
        forget_typing(request)
        return self.page(self.form())

    def post(self, request, reference, **kwargs):
        form = self.form(request.POST, request.FILES)
        form.is_valid()
        late = False
        try:
            for asked in self.application.round.documents_asked.all():
                upload = form.cleaned_data.get(f"document_{asked.pk}")
                if upload is not None:
                    late = self.keep(form, asked, upload) or late
        except (actions.NoLongerWritable, actions.NotAllowed):
            messages.error(request, _("This application no longer takes documents. Nothing was changed."))
            return redirect(self.application)
        if late:
            messages.error(request, LATE)
            return redirect(self.application)
        if form.errors:
            return self.after_saving(form, readable=False)
        if not form.files and request.POST.get("go") == "on":
            form.errors.clear()
        return self.after_saving(form, readable=True)

    def keep(self, form, asked, upload):
        """Keep one file, or say at its field why not. :returns: whether it came after the deadline."""
        try:
            checked = documents.check(upload, asked)
        except documents.FileRefused as refused:
            form.add_error(f"document_{asked.pk}", f"{asked.name}: {refused}")
            return False
        kept = actions.add_document(
            application=self.application, asked=asked, checked=checked, by=self.request.user, at=self.arrived
        )
        return kept.late

    def after_saving(self, form, readable):
        self.application = application_of(self.request.user, self.application.reference)
        self.state = self._state(self.application)
        if readable and self.request.POST.get("go") == "later":
            return redirect(self.application)
        if readable and form.files:
            messages.success(self.request, _("Your documents are uploaded."))
            return redirect(self.request.path)
        if readable and not self.state.problems:
            return redirect(self.next_address())
        for problem in self.state.problems if readable else []:
            form.add_error(problem.field, problem.sentence)
        return self.page(form)
