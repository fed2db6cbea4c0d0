"""Likely duplicates side by side, and mergers, in the admin."""

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kentcivil.audit.admin import RecordedAdmin
from organisations import actions, differences
from organisations.admin.desk import DecidedFilter, DeskAdmin, day, entry_facts, when
from organisations.forms.merging import MergeForm
from organisations.models import Likeness, Merger


@admin.register(Likeness)
class LikenessAdmin(DeskAdmin):
    list_display = ["first", "second", "score", "in_common", "state"]
    list_select_related = ["first", "second"]
    list_filter = [DecidedFilter]
    search_fields = ["first__name", "second__name"]

    @admin.display(description=gettext_lazy("in common"))
    def in_common(self, likeness):
        return ", ".join(str(Likeness.Reason(reason).label) for reason in likeness.reasons)

    def steps(self, thing):
        return [("merge", _("Merge the two")), ("apart", _("They are two organisations"))]

    def form_for(self, request, thing):
        return MergeForm(request.POST if request.method == "POST" else None, likeness=thing)

    def facts(self, thing):
        found = [(_("Score, out of 100"), str(thing.score), ""), (_("In common"), self.in_common(thing) or "–", "")]
        if thing.decided_at:
            found.append((thing.get_state_display(), f"{when(thing.decided_at)}: {thing.decided_by}", ""))
        return found

    def sides(self, thing):
        both = zip(_known(thing.first), _known(thing.second), strict=True)
        return [(label, ((text, address), (other, to))) for (label, text, address), (_label, other, to) in both]

    def lines(self, thing):
        return differences.of_entries(thing.first, thing.second)

    def take(self, request, thing, step, said):
        if step == "merge":
            form = self.form_for(request, thing)
            form.is_valid()
            merger = actions.merge(by=request.user, **form.chosen())
            if merger.left_behind:
                listed = ", ".join(f"{count} {kind}" for kind, count in merger.left_behind.items())
                self.message_user(
                    request, _("Left with the entry that went: %(what)s.") % {"what": listed}, messages.WARNING
                )
        else:
            actions.keep_apart(by=request.user, likeness=thing)


def _known(entry):
    """What an officer should know of an entry, as facts() has it."""
    numbers = ", ".join(str(number) for number in entry.identifiers.all())
    people = ", ".join(str(member.user) for member in entry.memberships.select_related("user"))
    return [
        *entry_facts(entry),
        (_("Registered numbers"), numbers or "–", ""),
        (_("Who looks after it"), people or "–", ""),
        (_("Last checked"), day(entry.verified_on), ""),
    ]


@admin.register(Merger)
class MergerAdmin(RecordedAdmin):
    """What was merged: only to be read."""

    list_display = ["gone", "kept", "merged_by", "merged_at"]
    list_select_related = ["gone", "kept", "merged_by"]
    search_fields = ["gone__name", "kept__name"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
