from hypothesis import given
from hypothesis import strategies as st

from podcast.pages.search import bit_table

SIZE = 64
COLUMNS = st.lists(st.sets(st.integers(0, SIZE - 1)), min_size=1, max_size=20)


@given(COLUMNS)
def test_a_bit_stands_where_its_column_has_the_row_and_nowhere_else(columns):
    width = -(-len(columns) // 8)
    table = bit_table.transpose([bit_table.bit_column(rows, SIZE) for rows in columns], width, SIZE)
    assert len(table) == SIZE * width
    assert bit_table.count_bits(table) == sum(map(len, columns))
    for number, rows in enumerate(columns):
        assert all(table[row * width + (number >> 3)] >> (number & 7) & 1 for row in rows)


@given(st.sets(st.integers(0, SIZE - 1)), st.sampled_from([8, 16, 32, 64]))
def test_with_fewer_rows_a_row_is_set_if_one_of_those_with_its_last_bits_was(rows, size):
    assert bit_table.fold_column(bit_table.bit_column(rows, SIZE), size) == bit_table.bit_column(
        {row % size for row in rows}, size
    )
