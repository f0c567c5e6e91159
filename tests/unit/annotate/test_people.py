"""Persons: parts of names, and which person a surname is."""

import pytest

from dateline.annotate.names.people import given_names, split_name


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Ashton B. Carter", "ashton", "carter"),
        ("J. K. Rowling", "j", "rowling"),
        ("George H. W. Bush", "george", "bush"),
        ("Martin Luther King Jr.", "martin", "king"),
        ("John Paul II", "john", "paul"),
        ("Ursula von der Leyen", "ursula", "von der leyen"),
        ("Geert van der Berg", "geert", "van der berg"),
        ("Marine Le Pen", "marine", "le pen"),
        ("Maria da Silva", "maria", "da silva"),
        ("Juan Manuel de la Cruz", "juan", "de la cruz"),
        ("José María Aznar", "jose", "aznar"),
        ("Bashar al-Assad", "bashar", "assad"),
        ("Abdel Fattah el-Sisi", "abdel", "sisi"),
        ("Mohammed bin Salman", "mohammed", "bin salman"),
        ("Jean-Claude Juncker", "jean claude", "juncker"),
        ("Sinead O’Neill", "sinead", "o neill"),
        ("Ban Ki-moon", "ki moon", "ban"),
        ("Kim Jong-un", "jong un", "kim"),
        ("Assad", "", "assad"),
        ("", "", ""),
    ],
)
def test_split_name(name, given, family):
    assert split_name(name) == (given, family)


@pytest.mark.parametrize(
    ("name", "country", "family"),
    [
        ("Xi Jinping", "CHN", "xi"),
        ("Xi Jinping", None, "jinping"),
        ("Park Geun-hye", "KOR", "park"),
        ("Shinzo Abe", "JPN", "abe"),
    ],
)
def test_the_family_name_goes_first_in_some_countries(name, country, family):
    assert split_name(name, country)[1] == family


def test_a_surname_is_the_person_named_in_full(names):
    found = names("Peter Kowalski spoke in Chicago. Mr. Kowalski left. Later Kowalski came back.")
    assert found["person:peter kowalski"] == [
        ("Peter Kowalski", "name"),
        ("Kowalski", "surname"),
        ("Kowalski", "surname"),
    ]


def test_an_initial_is_the_given_name(names):
    found = names("Peter J. Kowalski spoke on Monday. P. J. Kowalski is a lawyer in Chicago.")
    assert [each for each in found if "kowalski" in each] == ["person:peter j kowalski"]


def test_a_title_tells_which_of_two(names):
    found = names(
        "Laura Bennett, a nurse, met Tom Bennett on Monday. Ms. Bennett left. Mr. Bennett stayed."
    )
    assert found["person:laura bennett"] == [("Laura Bennett", "name"), ("Bennett", "surname")]
    assert found["person:tom bennett"] == [("Tom Bennett", "name"), ("Bennett", "surname")]


def test_the_one_named_before_is_meant(names):
    found = names(
        "Nawaz Sharif spoke in Lahore. Mr. Sharif smiled.\n\nRaheel Sharif was in London on Monday."
    )
    assert ("Sharif", "surname") in found["actor:nawaz-sharif"]


def test_a_surname_of_two_alike_is_neither(names):
    found = names("Carl Bennett met Tom Bennett on Monday. Mr. Bennett left early.")
    assert found["person:carl bennett"] == [("Carl Bennett", "name")]
    assert found["person:tom bennett"] == [("Tom Bennett", "name")]


def test_a_title_of_the_other_gender_is_somebody_else(names):
    found = names("Laura Bennett spoke on Monday. Mr. Bennett, her father, was not there.")
    assert found["person:laura bennett"][:1] == [("Laura Bennett", "name")]
    assert ("Bennett", "surname") not in found["person:laura bennett"]


def test_a_surname_may_be_the_name_of_a_country(names):
    found = names("Bill Harlan and Mary Jordan spoke in Chicago. Ms. Jordan said taxes would rise.")
    assert ("Jordan", "surname") in found["person:mary jordan"]
    assert "country:JOR" not in found


def test_the_country_stays_the_country(names):
    found = names("Mary Jordan arrived in Amman. Troops from Jordan crossed the border on Monday.")
    assert found["country:JOR"] == [("Jordan", "name")]


def test_a_surname_of_two_words_is_no_full_name(names):
    found = names("Marine Le Pen won. Ms. Le Pen thanked voters. Le Pen then went to the office.")
    assert found["actor:marine-le-pen"] == [
        ("Marine Le Pen", "name"),
        ("Le Pen", "surname"),
        ("Le Pen", "surname"),
    ]


def test_the_name_in_the_article_goes_before_the_actor_of_that_surname(names):
    found = names("Karen Obama teaches in Chicago. Ms. Obama said pupils were glad.")
    assert "actor:barack-obama" not in found
    assert ("Obama", "surname") in found["person:karen obama"]


def test_a_known_surname_is_the_known_person(names):
    assert names("Mr. Obama spoke to troops on Monday.")["actor:barack-obama"]


def test_genders_of_given_names():
    assert given_names()["Laura"] == "f"
    assert given_names()["Thomas"] == "m"
    assert "Kim" not in given_names()
