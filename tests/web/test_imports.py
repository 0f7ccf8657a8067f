"""How is a portfolio from another centre brought in, read and handed on in a browser?"""

import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Role
from evidence import storage
from evidence.models import StoredFile
from evidence.states import FileState
from learners import allocation, registration
from portfolio.bundles import building, manifest, schema
from portfolio.imports import importing, opening
from portfolio.models import Bundle, ImportedPortfolio
from tests.imports import Unpacked
from tests.people import DUE_ON, STARTS_ON, add_artefact, find_virus_in
from tests.web.asking import lacking, messages_of, page_of, queries_of


@pytest.fixture
def list_url(other_centre):
    return reverse("portfolio:import-list", args=[other_centre.pk])


@pytest.fixture
def imported(zip_of_amy, amy_there, dan):
    read_zip = opening.read(zip_of_amy)
    return importing.bring_in(read_zip, amy_there, by=dan)[0]


@pytest.fixture
def luke_there(other_centre, dan):
    return registration.add_learner(
        other_centre, name="Luke Robson", email="luke@x.example", uln="", by=dan
    )


@pytest.fixture
def max_there(other_centre, dan):
    return registration.add_learner(
        other_centre, name="Max Long", email="max@x.example", uln="", by=dan
    )


@pytest.fixture
def allocated(amy_there, una_there, specification, dan):
    """Ursula assesses Amy at Northgate."""
    enrolment = registration.enrol(
        amy_there, specification, starts_on=STARTS_ON, due_on=DUE_ON, by=dan
    )
    allocation.allocate(enrolment, una_there, role=Role.ASSESSOR, by=dan)
    return una_there


def upload(client, url, path):
    sent = SimpleUploadedFile("portfolio.zip", path.read_bytes(), "application/zip")
    return client.post(url, {"file": sent})


def incoming():
    """Return the names of the files on their way in, but for those of forms."""
    folder = storage.incoming("")
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    return {name for name in names if not name.startswith("form-")}


@pytest.fixture
def nothing_stays():
    """Let a test leave no file on its way in."""
    before = incoming()
    yield
    assert incoming() <= before


class TestBringingIn:
    @pytest.mark.usefixtures("nothing_stays")
    def test_choose_look_and_say_yes(self, client_of, dan, amy_there, list_url, zip_of_amy):
        client = client_of(dan)

        checked = upload(client, list_url, zip_of_amy)
        page = page_of(client, checked.url)
        assert not ImportedPortfolio.objects.exists()
        answer = client.post(checked.url, {"learner": amy_there.pk}, follow=True)

        words = ("Import the portfolio of Amy", "Harbour", "1 unit, 3 of 3 criteria met")
        more = ("2 artefacts, 0 earlier versions", "3 decisions", "1 unit with 1 signature")
        assert (
            lacking(page, *words, *more, "A demo key, which shows no sender", "Centre’s edition")
            == []
        )
        assert f'value="{amy_there.pk}" selected' in page
        imported = ImportedPortfolio.objects.get()
        assert (imported.learner, imported.imported_by) == (amy_there, dan)
        assert answer.redirect_chain == [(imported.get_absolute_url(), 302)]
        assert messages_of(answer)[0].startswith("The portfolio of Amy is imported.")

    @pytest.mark.usefixtures("nothing_stays")
    def test_a_second_time_it_says_so(self, client_of, dan, imported, list_url, zip_of_amy):
        answer = upload(client_of(dan), list_url, zip_of_amy)

        assert answer.url == imported.get_absolute_url()
        assert messages_of(client_of(dan).get(list_url)) == []
        assert ImportedPortfolio.objects.count() == 1

    @pytest.mark.usefixtures("nothing_stays")
    def test_a_changed_file_is_refused_at_the_field(self, client_of, dan, list_url, zip_of_amy):
        unpacked = Unpacked(zip_of_amy)
        name = unpacked.manifest["artefacts"][1]["archive_name"]
        unpacked.entries[name] = unpacked.entries[name].replace(b"These", b"Those")

        page = upload(client_of(dan), list_url, unpacked.seal())

        assert page.status_code == 422
        assert page.context["form"].errors == {
            "file": [
                f"{name} is not the file that sha256sum.txt lists: its SHA-256 differs. "
                "Nothing was imported. Ask whoever sent it for the ZIP again."
            ]
        }
        assert not ImportedPortfolio.objects.exists()

    def test_what_is_no_zip_or_nothing_is_refused(self, client_of, dan, list_url, tmp_path):
        words = tmp_path / "words.zip"
        words.write_bytes(b"words")

        said = upload(client_of(dan), list_url, words).context["form"].errors["file"]
        nothing = client_of(dan).post(list_url, {}).context["form"].errors["file"]

        assert said[0].startswith("This is not the ZIP of a portfolio")
        assert nothing == ["Choose the ZIP of a portfolio."]

    @pytest.mark.usefixtures("nothing_stays")
    def test_the_zip_of_an_export_is_told_how_to_go_on(
        self, client_of, dan, list_url, zip_of_amy, tmp_path
    ):
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("index.html", "<html>")
            packed.write(zip_of_amy, "Amy.zip")

        answer = upload(client_of(dan), list_url, path)

        page = answer.content.decode()
        words = "This is the ZIP of an export, with 1 portfolio in it. Unpack it"
        assert answer.status_code == 422
        assert lacking(page, "Nothing was taken in.", words) == []
        assert "Everything you typed" not in page

    def test_what_is_too_large_is_told_the_way_on(
        self, client_of, dan, list_url, zip_of_amy, settings
    ):
        settings.EVIDENCE_MAX_BYTES = 1024

        said = upload(client_of(dan), list_url, zip_of_amy).context["form"].errors["file"]

        assert "manage.py import_portfolio" in said[0]

    def test_the_learner_has_to_be_chosen(self, client_of, dan, amy_there, list_url, zip_of_amy):
        checked = upload(client_of(dan), list_url, zip_of_amy)

        page = client_of(dan).post(checked.url, {"learner": ""})

        assert page.status_code == 422
        assert page.context["form"].errors["learner"] == [
            "Choose the learner whose portfolio it is."
        ]
        assert not ImportedPortfolio.objects.exists()

    def test_a_learner_with_another_uln_is_refused_at_the_field(
        self, client_of, dan, amy_there, list_url, zip_of_amy
    ):
        unpacked = Unpacked(zip_of_amy)
        told = unpacked.manifest
        told["learner"]["uln"] = "9999999999"
        unpacked.put_manifest(told)
        checked = upload(client_of(dan), list_url, unpacked.seal())

        page = client_of(dan).post(checked.url, {"learner": amy_there.pk})

        assert "this is the portfolio of 9999999999" in page.context["form"].errors["learner"][0]

    @pytest.mark.usefixtures("nothing_stays")
    def test_a_learner_of_another_name_has_to_be_confirmed(
        self, client_of, dan, amy_there, luke_there, list_url, zip_of_amy
    ):
        client = client_of(dan)
        checked = upload(client, list_url, zip_of_amy)
        first = page_of(client, checked.url)

        back = client.post(checked.url, {"learner": luke_there.pk})
        page = back.content.decode()
        assert not ImportedPortfolio.objects.exists()
        client.post(checked.url, {"learner": luke_there.pk, "same_person": luke_there.pk})

        assert back.status_code == 422
        assert back.context["form"].errors["same_person"] == [
            "The file says Amy, you chose Luke Robson. Choose the learner whose portfolio it is; "
            "or tick the box if it is the same person under two names."
        ]
        assert lacking(page, f'value="{luke_there.pk}" selected', "under two names") == []
        assert 'name="same_person"' not in first
        assert ImportedPortfolio.objects.get().learner == luke_there

    def test_a_tick_counts_for_the_learner_of_whom_it_was_asked(
        self, client_of, dan, amy_there, luke_there, max_there, list_url, zip_of_amy
    ):
        checked = upload(client_of(dan), list_url, zip_of_amy)

        back = client_of(dan).post(
            checked.url, {"learner": max_there.pk, "same_person": luke_there.pk}
        )

        assert "you chose Max Long" in back.context["form"].errors["same_person"][0]
        assert back.context["form"]["same_person"].value() is False
        assert not ImportedPortfolio.objects.exists()

    def test_without_learners_it_says_what_comes_first(self, client_of, dan, list_url, zip_of_amy):
        checked = upload(client_of(dan), list_url, zip_of_amy)

        page = page_of(client_of(dan), checked.url)

        assert lacking(page, "Northgate has no learners yet. Register Amy first") == []

    def test_a_token_of_nobody_or_of_somebody_else_leads_back(
        self, client_of, dan, owen, centre, other_centre, list_url, zip_of_amy
    ):
        checked = upload(client_of(dan), list_url, zip_of_amy)
        token = checked.url.rstrip("/").rsplit("/", 1)[-1]
        here = reverse("portfolio:import-check", args=[centre.pk, token])
        invented = reverse("portfolio:import-check", args=[other_centre.pk, "invented"])

        for client, url in ((client_of(owen), here), (client_of(dan), invented)):
            page = client.get(url, follow=True)
            assert messages_of(page) == ["The file is not kept any longer. Choose it again."]

    def test_it_is_for_the_centres_own_admin(self, client_of, owen, una_there, list_url):
        assert client_of(una_there).get(list_url).status_code == 403
        assert client_of(una_there).post(list_url).status_code == 403
        assert client_of(owen).get(list_url).status_code == 404

    def test_the_list_shows_what_came(self, client_of, dan, imported, list_url):
        page = page_of(client_of(dan), list_url)

        assert lacking(page, imported.get_absolute_url(), "Harbour", "Centre’s edition") == []


class TestReading:
    def test_it_shows_units_evidence_decisions_signatures_and_origin(
        self, client_of, allocated, imported
    ):
        page = page_of(client_of(allocated), imported.get_absolute_url())

        words = ("From another centre.", "nobody here can change it", "Harbour", "by Dan")
        units = (
            "Count the stock",
            "1.1 Plan the count",
            "“It shows it.”",
            "Attempt 1",
            "Ben, assessor",
        )
        rest = ("minutes.txt", "I have checked", imported.manifest_sha256, "Signatures")
        assert lacking(page, *words, *units, *rest[:1], *rest[2:]) == []
        assert "Make a bundle" not in page

    def test_the_portfolio_of_the_learner_leads_to_it(
        self, client_of, allocated, imported, amy_there
    ):
        enrolment = amy_there.enrolments.get()

        page = page_of(client_of(allocated), enrolment.get_absolute_url())

        assert lacking(page, "From another centre", imported.get_absolute_url()) == []

    def test_each_file_shows_its_pages_what_it_showed_and_its_original(
        self, client_of, allocated, imported
    ):
        row, client = imported.files.first(), client_of(allocated)

        page = page_of(client, row.get_absolute_url())
        image = client.get(reverse("portfolio:imported-page", args=[row.pk, 1]))
        original = client.get(reverse("portfolio:imported-original", args=[row.pk]))

        words = ("E01 minutes", "From Harbour", "1.2 Brief the team", "Page", row.file.sha256)
        assert lacking(page, *words) == []
        assert (image.status_code, image["Content-Type"]) == (200, "image/webp")
        assert b"".join(original) == storage.original(row.file.sha256).read_bytes()
        assert original["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert 'filename="minutes.txt"' in original["Content-Disposition"]

    def test_a_claim_opens_at_its_place(self, client_of, dan, amy_there, zip_of_amy):
        unpacked = Unpacked(zip_of_amy)
        told = unpacked.manifest
        first, second = told["units"][0]["outcomes"][0]["criteria"]
        first["evidence"][0] |= {"start": 250, "end": 330}
        second["evidence"][0] |= {"page": 1, "area": [100, 250, 600, 120]}
        unpacked.put_manifest(told)
        imported, _ = importing.bring_in(opening.read(unpacked.seal()), amy_there, by=dan)
        client, url = client_of(dan), imported.files.first().get_absolute_url()
        whole = page_of(client, imported.get_absolute_url())

        stretch = client.get(f"{url}?from=250&to=330").context["reading"]
        marked = client.get(f"{url}?page=1&area=100%2C250%2C600%2C120").context["reading"]

        assert f'href="{url}?from=250&amp;to=330"' in whole
        assert stretch["stretch"] == "#t=250,330"
        assert [(one["place"], one["current"]) for one in stretch["stretches"]] == [
            ("04:10–05:30", True)
        ]
        assert [(mark["kind"], mark["label"]) for mark in marked["marks"]] == [("here", "1.2")]

    def test_words_are_found_in_its_pages(self, client_of, dan, imported):
        row = imported.files.first()
        url = reverse("portfolio:imported-words", args=[row.pk])

        told = client_of(dan).get(f"{url}?page=1&find=minutes").json()

        assert told["known"] is True
        assert [hit[0] for hit in told["pages"]] == [1]

    def test_an_infected_file_is_given_to_nobody(self, client_of, dan, imported):
        row = imported.files.first()
        StoredFile.objects.filter(pk=row.file_id).update(
            state=FileState.INFECTED, reason="ClamAV found Eicar in it."
        )

        page = page_of(client_of(dan), row.get_absolute_url())

        assert lacking(page, "Quarantined") == []
        for name, more in (("original", []), ("page", [1]), ("words", []), ("recording", [])):
            url = reverse(f"portfolio:imported-{name}", args=[row.pk, *more])
            assert client_of(dan).get(url).status_code == 404

    def test_the_import_and_the_list_of_imports_name_an_infected_file(
        self, client_of, dan, own_storage, imported, list_url
    ):
        urls = [imported.get_absolute_url(), list_url]
        before = [page_of(client_of(dan), url).count("Quarantined") for url in urls]

        find_virus_in(imported.files.first().file)

        assert before == [0, 0]
        assert [page_of(client_of(dan), url).count("Quarantined") for url in urls] == [1, 1]

    def test_outsiders_find_nothing(self, client_of, imported, ben, una_there, amy, owen):
        row = imported.files.first()
        urls = [imported.get_absolute_url(), row.get_absolute_url()]
        urls.append(reverse("portfolio:imported-original", args=[row.pk]))
        urls.append(reverse("portfolio:imported-page", args=[row.pk, 1]))
        urls.append(reverse("portfolio:imported-words", args=[row.pk]))

        for user in (ben, una_there, amy, owen):
            assert [client_of(user).get(url).status_code for url in urls] == [404] * 5

    def test_a_learner_without_an_enrolment_reads_the_own_edition(
        self, client_of, signed, packed, amy_there, dan, amy
    ):
        path = packed(manifest.take(signed.enrolment_id, "learner"))
        imported, _ = importing.bring_in(opening.read(path), amy_there, by=dan)

        assert "Make a bundle" in page_of(client_of(amy), imported.get_absolute_url())
        original = reverse("portfolio:imported-original", args=[imported.files.first().pk])
        assert client_of(amy).get(original).status_code == 200

    def test_words_of_the_file_never_become_markup(self, client_of, dan, amy_there, zip_of_amy):
        unpacked = Unpacked(zip_of_amy)
        text = json.dumps(unpacked.manifest).replace("minutes", "<script>alert(1)</script>")
        told = json.loads(text)
        for artefact in told["artefacts"]:
            artefact["archive_name"] = artefact["archive_name"].replace(
                "<script>alert(1)</script>", "minutes"
            )
        unpacked.put_manifest(told)
        imported, _ = importing.bring_in(opening.read(unpacked.seal()), amy_there, by=dan)
        client = client_of(dan)

        for url in (imported.get_absolute_url(), imported.files.first().get_absolute_url()):
            page = page_of(client, url)
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert" in page

    def test_it_asks_as_much_for_three_files_as_for_two(
        self, client_of, dan, imported, all_met, amy, packed, amy_there
    ):
        add_artefact(all_met, by=amy, name="third.txt")
        path = packed(manifest.take(all_met.pk, "centre"))
        more, _ = importing.bring_in(opening.read(path), amy_there, by=dan)
        client = client_of(dan)

        assert more.files.count() == imported.files.count() + 1
        asked = [queries_of(client, one.get_absolute_url()) for one in (imported, more)]
        assert asked == [asked[0]] * 2


class TestUnderAnotherName:
    @pytest.fixture
    def of_luke(self, zip_of_amy, luke_there, dan):
        read_zip = opening.read(zip_of_amy)
        return importing.bring_in(read_zip, luke_there, confirmed=True, by=dan)[0]

    def test_every_page_of_it_tells_the_name_in_the_file(self, client_of, dan, of_luke, list_url):
        client = client_of(dan)
        asked = client.post(reverse("portfolio:imported-bundle", args=[of_luke.pk]))
        row = of_luke.files.first()

        pages = {
            of_luke.get_absolute_url(): "Luke Robson (as Amy), from Harbour",
            asked.url: "Bundle of Luke Robson (as Amy)",
            row.get_absolute_url(): "Luke Robson (as Amy). From Harbour",
            list_url: '<span class="sub">as Amy</span>',
        }

        assert [url for url, words in pages.items() if words not in page_of(client, url)] == []

    def test_where_it_came_from_tells_the_learner_as_the_file_does(self, client_of, dan, of_luke):
        page = client_of(dan).get(of_luke.get_absolute_url())

        assert page.context["facts"][0] == {"label": "Learner", "value": "Amy"}

    def test_of_one_name_it_is_told_once(self, client_of, dan, imported, list_url):
        for url in (imported.get_absolute_url(), list_url):
            assert "as Amy" not in page_of(client_of(dan), url)


class TestHandingOn:
    def test_a_bundle_is_made_watched_and_downloaded(self, client_of, dan, imported):
        client = client_of(dan)

        answer = client.post(reverse("portfolio:imported-bundle", args=[imported.pk]))
        bundle = Bundle.objects.get()
        assert answer.url == bundle.get_absolute_url()
        assert lacking(page_of(client, answer.url), "Level 2 Award in Stock", "Centre’s ed") == []
        building.build(bundle.pk)

        page = page_of(client, answer.url)
        download = client.get(reverse("portfolio:bundle-download", args=[bundle.pk, "zip"]))
        assert lacking(page, "Download ZIP", "From Harbour") == []
        assert download.status_code == 200
        assert "The last bundle" in page_of(client, imported.get_absolute_url())

    def test_who_may_only_read_makes_none(self, client_of, allocated, imported):
        url = reverse("portfolio:imported-bundle", args=[imported.pk])

        assert client_of(allocated).post(url).status_code == 403
        assert client_of(allocated).get(url).status_code == 403
        assert not Bundle.objects.exists()

    def test_a_failed_one_is_asked_for_again(self, client_of, dan, imported):
        client = client_of(dan)
        client.post(reverse("portfolio:imported-bundle", args=[imported.pk]))
        bundle = Bundle.objects.get()
        client.post(reverse("portfolio:bundle-cancel", args=[bundle.pk]))

        page = page_of(client, bundle.get_absolute_url())

        assert reverse("portfolio:imported-bundle", args=[imported.pk]) in page


def test_the_schema_is_public(client):
    answer = client.get("/manifest.schema.json")

    assert answer.status_code == 200
    assert answer.content.decode() == schema.published()
    assert answer["Content-Type"].startswith("application/schema+json")
