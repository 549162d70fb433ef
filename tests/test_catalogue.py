"""The catalogue: reading it, and finding products."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.selling.catalogue import Catalogue, CatalogueError, Product, parse_catalogue, read_catalogue
from bot.settings import DEMO_CATALOGUE

HEADER = "sku,name,category,price,description,in_stock\n"


@pytest.fixture(scope="module")
def demo() -> Catalogue:
    return read_catalogue(DEMO_CATALOGUE, "EUR")


def names(products: tuple[Product, ...]) -> list[str]:
    return [product.name for product in products]


def test_the_demo_shop_has_thirty_products_in_six_categories(demo: Catalogue) -> None:
    assert (len(demo.products), len(demo.categories)) == (30, 6)


def test_a_row_becomes_a_product() -> None:
    (product,) = parse_catalogue(HEADER + 'A1,"Ring, ""Sol""",Rings,"1.299,50 €","Two\nlines",no\n', "EUR").products
    assert product == Product("A1", 'Ring, "Sol"', Decimal("1299.50"), "Two lines", "Rings", in_stock=False)


def test_semicolons_a_byte_order_mark_and_missing_columns_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes("\ufeffSKU;Name;Price\r\nA1;Anel;59,90\r\n\r\n".encode())
    assert read_catalogue(path, "BRL").products == (Product("A1", "Anel", Decimal("59.90")),)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("A1,Ring,Rings,cheap,,yes\n", "Row 2, column price: “cheap” is not an amount such as 1299.00."),
        ("A1,Ring,Rings,1.299,,yes\n", "Row 2, column price: “1.299” can be read in two ways; write it like 1299.00."),
        ("A1,Ring,Rings,$12,,yes\n", "Row 2, column price: “$12” is not in the shop's currency, EUR."),
        ("A1,Ring,Rings,0,,yes\n", "Row 2, column price: “0” is not above zero."),
        ("A1,Ring,Rings,-5,,yes\n", "Row 2, column price: “-5” is not an amount such as 1299.00."),
        ("A1,Ring,Rings,,,yes\n", "Row 2, column price: the cell is empty."),
        ("A1, ,Rings,12,,yes\n", "Row 2, column name: the cell is empty."),
        ("A1,Ring,Rings,12,,maybe\n", "Row 2, column in_stock: “maybe” is neither yes nor no."),
        ("A1,Ring,Rings,12,,yes\nA1,Chain,,5,,\n", "Row 3, column sku: “A1” stands in an earlier row already."),
        ("A1,Ring,Rings,12,fine, small,yes\n", "Row 2 has 7 cells, but row 1 names only 6 columns."),
        ("", "The catalogue has no products below row 1."),
    ],
)
def test_a_row_that_cannot_be_used_is_named(rows: str, sentence: str) -> None:
    with pytest.raises(CatalogueError) as raised:
        parse_catalogue(HEADER + rows, "EUR")
    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("sku,name\nA1,Ring\n", "no column “price”"),
        ('sku,name,price\nA1,"Ring,5\n', "not a CSV file"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(text: str, words: str) -> None:
    with pytest.raises(CatalogueError, match=words):
        parse_catalogue(text, "EUR")


def test_a_missing_file_and_one_in_another_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        read_catalogue(tmp_path / "none.csv", "EUR")
    (tmp_path / "latin.csv").write_bytes("sku,name,price\nA1,Maré,5\n".encode("latin-1"))
    with pytest.raises(CatalogueError, match="not UTF-8"):
        read_catalogue(tmp_path / "latin.csv", "EUR")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("rose gold necklace", "Luna Rose Gold Necklace"),
        ("NECKLACES in silver", "Luna Silver Necklace"),
        ("mare", "Maré Silver Ring"),
        ("a neclace with a pearl", "Marina Pearl Necklace"),
        ("something for an engagement", "Clara Diamond Ring"),
    ],
)
def test_products_are_found_by_their_words(demo: Catalogue, words: str, first: str) -> None:
    assert names(demo.search(words, 3))[0] == first


def test_a_search_keeps_its_limit_and_its_bounds(demo: Catalogue) -> None:
    found = demo.search("necklace", 3, max_price=Decimal(120), min_price=Decimal(70))
    assert len(found) == 3
    assert all(70 <= product.price <= 120 for product in found)


def test_bounds_alone_find_what_costs_that_much(demo: Catalogue) -> None:
    assert {product.price <= 50 for product in demo.search("", 100, max_price=Decimal(50))} == {True}


@pytest.mark.parametrize("words", ["laptop", "戒指", "xyzzy"])
def test_words_the_catalogue_does_not_know_find_nothing(demo: Catalogue, words: str) -> None:
    assert demo.search(words, 3) == ()


def test_a_text_without_words_for_goods_leaves_all_products(demo: Catalogue) -> None:
    assert demo.search("what do you have? 🙂", 3) == demo.products[:3]


def test_a_text_of_one_endless_word_is_searched_without_harm(demo: Catalogue) -> None:
    assert demo.search("x" * 100_000, 3) == demo.find_named_in("x" * 100_000) == ()


def test_what_is_in_stock_comes_before_what_is_not() -> None:
    catalogue = Catalogue(
        (Product("1", "Ring", Decimal(5), in_stock=False), Product("2", "Ring", Decimal(6))), currency="EUR"
    )
    assert [product.sku for product in catalogue.search("ring", 2)] == ["2", "1"]


def test_names_are_found_in_a_text_in_its_order(demo: Catalogue) -> None:
    text = "Is the mare silver ring nicer than the LUNA Silver Necklaces?"
    assert names(demo.find_named_in(text)) == ["Maré Silver Ring", "Luna Silver Necklace"]


def test_of_overlapping_names_the_longer_is_meant() -> None:
    catalogue = Catalogue((Product("1", "Luna", Decimal(5)), Product("2", "Luna Ring", Decimal(6))), "EUR")
    assert names(catalogue.find_named_in("the luna ring")) == ["Luna Ring"]
    assert names(catalogue.find_named_in("the luna")) == ["Luna"]


def test_names_in_scripts_without_spaces_are_found() -> None:
    catalogue = Catalogue((Product("1", "银戒指", Decimal(5)),), "CNY")
    assert names(catalogue.find_named_in("请问银戒指多少钱")) == ["银戒指"]
    assert names(catalogue.search("戒指", 1)) == ["银戒指"]


def test_twenty_thousand_products_are_searched_quickly_enough_for_a_chat(demo: Catalogue) -> None:
    numbered = (
        Product(f"s{number}", f"{demo.products[number % 30].name} {number}", Decimal(number + 1))
        for number in range(20_000)
    )
    catalogue = Catalogue(tuple(numbered), "EUR")
    found = {
        catalogue.find_named_in(f"how much is the Maré Silver Ring {number}?")[0].sku
        for number in range(12, 20_000, 300)
    }
    assert found == {f"s{number}" for number in range(12, 20_000, 300)}
    assert catalogue.search("mare silver ring 4212", 1)[0].sku == "s4212"
