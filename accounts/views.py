"""What does a person see of accounts: kept drafts, and who may do what?"""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts import drafts
from accounts.access import requires
from accounts.models import Role
from accounts.permissions import MATRIX, Permission

LONGEST_DRAFT = 200_000


@requires(Permission.DRAFT_KEEP)
@require_POST
def draft_keep(request, key):
    fields = {
        name: values if len(values) > 1 else values[0]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
    }
    if sum(len(word) for words in fields.values() for word in words) > LONGEST_DRAFT:
        return HttpResponse("This is too long to keep as a draft.", status=413)
    drafts.keep(request.user, key, fields)
    return HttpResponse(status=204)


@requires(Permission.MATRIX_VIEW)
def matrix_view(request):
    groups = [
        (_words(noun), [(_words(p.split(".")[1]), [p in MATRIX[role] for role in Role]) for p in part])
        for noun, part in groupby(Permission, key=lambda permission: permission.split(".")[0])
    ]
    return render(request, "accounts/matrix_view.html", {"roles": list(Role), "groups": groups})


def _words(name):
    return name.replace("_", " ").capitalize()
