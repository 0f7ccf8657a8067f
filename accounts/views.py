"""What does a person see of accounts: kept drafts, and who may do what?"""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts import drafts, people
from accounts.access import requires
from accounts.forms import StaffForm
from accounts.invitations import invite, not_invited
from accounts.models import Centre, Draft, Role
from accounts.permissions import MATRIX, Permission
from accounts.saved_forms import NOT_TYPED, PAGE
from core.errors import shown_by
from core.typed import without_nul

# More than any form keeps: formatted words are longer than what is read of them.
LONGEST_DRAFT = 1_000_000
STAFF_COLUMNS = [
    {"label": "Name"},
    {"label": "Role"},
    {"label": "Since"},
    {"label": "What can be done", "is_hidden": True},
]
LONGEST_KEY = Draft._meta.get_field("key").max_length


@requires(Permission.DRAFT_KEEP)
def draft_keep(request, key):
    """Keep what is being typed; asked without words, tell what was kept."""
    if request.method != "POST":
        kept = drafts.standing(request.user, key)
        return JsonResponse({"fields": kept.fields, "page": kept.page, **vars(kept.known)})
    fields = {name: words if len(words) > 1 else words[0] for name, words in _typed(request.POST)}
    if sum(len(word) for words in fields.values() for word in words) > LONGEST_DRAFT:
        return HttpResponse("This is too long to keep as a draft.", status=413)
    if len(key) > LONGEST_KEY:
        raise Http404
    page = request.POST.get("draft_page", "")
    page = page if PAGE.fullmatch(page) else ""
    is_kept = drafts.keep(request.user, key, fields, page=page, knows=_known(request.POST))
    return HttpResponse(status=204 if is_kept else 409)


@require_POST
def session_renew(request):
    """Stay signed in: SessionEndsMiddleware puts the end off, as with everything one does."""
    return HttpResponse(status=204)


def _known(data):
    """Return what the page Known when it came, None when it does not say."""
    if "draft_version" not in data:
        return None
    return drafts.Known(data.get("draft_spent", ""), data["draft_version"])


def _typed(data):
    """Yield (name, words) of every field of a form but those that no person fills in."""
    for name, values in data.lists():
        if name not in NOT_TYPED:
            yield without_nul(name), [without_nul(word) for word in values]


@requires(Permission.MATRIX_VIEW)
def matrix_view(request):
    rows = [
        (_in_words(permission), [permission in MATRIX[role] for role in Role])
        for permission in Permission
    ]
    return render(request, "accounts/matrix_view.html", {"roles": list(Role), "rows": rows})


def _in_words(permission):
    noun, verb = permission.replace("_", " ").split(".")
    return f"{noun.capitalize()}: {verb}"


@requires(Permission.STAFF_LIST, Centre)
def staff_list(request, centre):
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            added = people.add_staff(centre, by=request.user, **form.cleaned_data)
            messages.success(request, f"{added.user} is added as {added.get_role_display()}.")
            if not invite(added.user, centre=centre, absolute=request.build_absolute_uri):
                messages.warning(request, not_invited(added.user))
            return redirect("accounts:staff-list", pk=centre.pk)
    members = centre.memberships.current().select_related("user")
    context = {
        "centre": centre,
        "form": form,
        "columns": STAFF_COLUMNS,
        "members": members,
        "endings": [_ending(member) for member in members if member.user != request.user],
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/staff_list.html", context, status=status)


def _ending(member):
    """Return what the dialog asks before a role ends."""
    title = f"End {member.user} as {member.get_role_display()}?"
    return {"pk": member.pk, "id": f"end-{member.pk}", "title": title}
