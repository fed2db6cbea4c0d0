"""The officers' pages of one consultation: counts, answers to a question, coding, groups alike, and letters."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from partnership_board import actions
from partnership_board.consultations import counting, equality, permissions
from partnership_board.consultations.drawing import drawn, how_many
from partnership_board.forms.consultations import CodingForm, LetterForm, NewThemeForm
from partnership_board.models import Answer, Coding, Consultation, Mark, Theme

A_PAGE = 25


def _number(typed):
    """A number of the database in an address; 0 for anything else."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else 0


def _frame(site):
    """What the admin's frame shows around these pages: all but the list of everything that there is in the admin.

    That list asks each model's admin what this user may do, which takes longer than the whole analysis; the way there
    stands above each page.
    """
    return {
        "site_title": site.site_title,
        "site_header": site.site_header,
        "site_url": site.site_url,
        "has_permission": True,
        "is_popup": False,
        "is_nav_sidebar_enabled": False,
    }


class AnalysisPages:
    """Adds …/consultation/<number>/analysis/ and what belongs to it to the admin of consultations."""

    def get_urls(self):
        def page(view):
            return self.admin_site.admin_view(never_cache(view))

        own = [
            path("<int:number>/analysis/", page(self.analysis), name="consultation_analysis"),
            path("<int:number>/answers/<int:place>/", page(self.answers), name="consultation_answers"),
            path("<int:number>/coding/<int:place>/", page(self.coding), name="consultation_coding"),
            path("<int:number>/alike/<int:like>/", page(self.alike), name="consultation_alike"),
            path("<int:number>/letter/", page(self.letter), name="consultation_letter"),
        ]
        return [*own, *super().get_urls()]

    def _asked(self, request, number, *, acts):
        """The consultation of a page. Whoever may not read its answers learns nothing, and readers change nothing."""
        if not permissions.can_read_responses(request.user):
            raise PermissionDenied
        if (acts or request.method == "POST") and not permissions.can_manage_consultations(request.user):
            raise PermissionDenied
        found = Consultation.objects.published().select_related("count").filter(pk=number).first()
        if found is None:
            raise Http404
        return found

    def _question(self, consultation, place, *, only_open=False):
        question = consultation.questions.filter(number=place).first()
        if question is None or (only_open and question.is_closed):
            raise Http404
        return question

    def _page(self, request, template, consultation, title, **context):
        context |= {
            **_frame(self.admin_site),
            "title": title,
            "subtitle": str(consultation),
            "opts": self.opts,
            "consultation": consultation,
            "change": reverse("admin:partnership_board_consultation_change", args=[consultation.pk]),
            "may_act": permissions.can_manage_consultations(request.user),
        }
        return TemplateResponse(request, f"admin/partnership_board/consultation/{template}.html", context)

    def analysis(self, request, number):
        """The figures as they were last counted, and whether something came since."""
        consultation = self._asked(request, number, acts=False)
        if request.method == "POST":
            counting.count_again(consultation=consultation)
            messages.success(request, _("Marked and counted."))
            return HttpResponseRedirect(request.path)
        count = getattr(consultation, "count", None)
        context = {"count": count, "stale": count is not None and counting.has_more(consultation, count.counted_at)}
        if count is not None:
            context["questions"] = drawn(consultation, count.figures)
            context["equality"] = equality.figures(consultation) if consultation.asks_equality else []
        return self._page(request, "analysis", consultation, _("Answers, counted"), **context)

    def answers(self, request, number, place):
        """What people wrote for one open question, all or those with a theme; a few at a time, from the first on."""
        consultation = self._asked(request, number, acts=False)
        question = self._question(consultation, place, only_open=True)
        themes = {theme.pk: theme for theme in Theme.objects.filter(question=question)}
        theme = next((one for one in themes.values() if str(one.pk) == request.GET.get("theme")), None)
        alone, after = "alone" in request.GET, _number(request.GET.get("after", ""))
        found = Answer.objects.readable().filter(question=question, response__gt=after).order_by("response_id")
        if theme is not None:
            found = found.filter(Exists(Coding.objects.filter(answer=OuterRef("pk"), theme=theme)))
        if alone:
            found = found.exclude(Exists(Mark.objects.copies().filter(response=OuterRef("response"))))
        found = found.select_related("response__organisation").defer("response__bands", "response__fingerprint")
        shown = list(found.prefetch_related("codings", "response__marks")[: A_PAGE + 1])
        pages = reverse("admin:partnership_board_response_changelist")
        for answer in shown:
            answer.themes = [themes[coding.theme_id] for coding in answer.codings.all()]
            answer.page = f"{pages}{answer.response_id}/change/"
        count = getattr(consultation, "count", None)
        return self._page(
            request,
            "answers",
            consultation,
            question,
            answers=shown[:A_PAGE],
            next_after=shown[A_PAGE - 1].response_id if len(shown) > A_PAGE else None,
            after=after,
            # Counting 20,000 of them takes longer than reading a few: their number is the one that was kept.
            number=how_many(count.figures, question, theme, alone=alone) if count else None,
            count=count,
            themes=themes.values(),
            chosen=theme,
            alone=alone,
            question=question,
        )

    def coding(self, request, number, place):
        """A few answers to read and code; nobody else is given them meanwhile."""
        consultation = self._asked(request, number, acts=True)
        question = self._question(consultation, place, only_open=True)
        new_theme = NewThemeForm(request.POST if "add_theme" in request.POST else None)
        if request.method == "POST" and self._coded(request, question, new_theme):
            return HttpResponseRedirect(request.path)
        themes = list(Theme.objects.filter(question=question))
        in_hand = actions.take_answers(question=question, by=request.user)
        forms = [CodingForm(answer=answer, themes=themes, prefix=str(answer.pk)) for answer in in_hand]
        return self._page(
            request,
            "coding",
            consultation,
            question,
            question=question,
            forms=forms,
            themes=themes,
            new_theme=new_theme,
            unread=Answer.objects.readable().filter(question=question, reading__read_at__isnull=True).exists(),
        )

    def _coded(self, request, question, new_theme):
        """Keep the ticks on the page. With a new theme its answers stay in hand, to be coded with that too.

        :returns: whether all that was sent is done.
        """
        adds_theme = "add_theme" in request.POST
        themes = list(Theme.objects.filter(question=question))
        numbers = [one for one in request.POST.getlist("answer") if one.isascii() and one.isdecimal()]
        answers = Answer.objects.readable().filter(question=question, pk__in=numbers).prefetch_related("codings")
        for answer in answers.order_by("pk"):
            form = CodingForm(request.POST, answer=answer, themes=themes, prefix=str(answer.pk))
            if form.is_valid():
                actions.code_answer(
                    answer=answer,
                    shown=form.shown_themes(),
                    chosen=form.cleaned_data["themes"],
                    by=request.user,
                    read=not adds_theme,
                )
        if not adds_theme:
            messages.success(request, _("Saved. Here are the next ones."))
            return True
        if new_theme.is_valid():
            try:
                actions.add_theme(question=question, name=new_theme.cleaned_data["name"], by=request.user)
            except ValidationError as refusal:
                new_theme.add_error("name", refusal)
        return new_theme.is_valid()

    def alike(self, request, number, like):
        """The answers that are like one: an officer looks, and says whether they count as their own."""
        consultation = self._asked(request, number, acts=False)
        marks = Mark.objects.filter(like=like, like__consultation=consultation).select_related("response__organisation")
        first = next((mark.like for mark in marks.select_related("like")[:1]), None)
        if first is None:
            raise Http404
        if request.method == "POST":
            if request.POST.get("mark", "").isdecimal():
                mark = marks.filter(pk=request.POST["mark"]).first()
                if mark is None:
                    raise Http404
                actions.set_mark_aside(mark=mark, by=request.user)
            else:
                actions.set_group_aside(like=first, by=request.user)
            messages.success(request, _("Set aside. They count like any other from the next count on."))
            return HttpResponseRedirect(request.path)
        found = marks.exclude(response=first).prefetch_related("response__answers__question")
        found = found.order_by("response__submitted_at", "pk")
        return self._page(
            request,
            "alike",
            consultation,
            _("Answers like %(reference)s") % {"reference": first.reference},
            first=first,
            first_answers=first.answers.filter(choices=[], is_erased=False).select_related("question"),
            page=Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        )

    def letter(self, request, number):
        """Key in one answer from paper, then the next one."""
        consultation = self._asked(request, number, acts=True)
        change = reverse("admin:partnership_board_consultation_change", args=[consultation.pk])
        if not permissions.can_key_letters(request.user, consultation):
            messages.error(request, _("This consultation takes no answers."))
            return HttpResponseRedirect(change)
        questions = list(consultation.questions.all())
        given = request.POST if request.method == "POST" else None
        form = LetterForm(given, questions=questions)
        if form.is_valid():
            try:
                response = actions.key_letter(
                    consultation=consultation,
                    said=form.said,
                    received_on=form.cleaned_data["received_on"],
                    organisation=form.cleaned_data["organisation"],
                    by=request.user,
                )
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                said = {"reference": response.reference}
                late = _("Kept as %(reference)s. It came too late, so it is not counted. Write the reference on it.")
                kept = _("Kept as %(reference)s. Write the reference on the letter.")
                messages.success(request, (late if response.is_late else kept) % said)
                return HttpResponseRedirect(request.path)
        return self._page(request, "letter", consultation, _("Key in a letter"), form=form)
