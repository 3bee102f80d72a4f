from matplotlib.figure import Figure

from custsat_edu import layout_problems, use_language


def a_plot():
    fig = Figure(figsize=(5, 3), layout="constrained")
    ax = fig.subplots()
    ax.plot([0, 1], [0, 5])
    return fig, ax


def test_a_plain_plot_has_no_layout_problems():
    fig, ax = a_plot()
    ax.set(title="A title", xlabel="time", ylabel="score")
    assert layout_problems(fig) == []


def test_a_text_that_leaves_the_figure_is_named():
    fig, _ = a_plot()
    fig.text(0.95, 0.5, "cut off at the right")
    assert layout_problems(fig) == ["'cut off at the right' runs out of the picture."]


def test_two_texts_on_one_another_are_named():
    fig, ax = a_plot()
    ax.text(0.5, 2, "first")
    ax.text(0.5, 2, "second")
    assert layout_problems(fig) == ["'first' and 'second' overlap."]


def test_hidden_texts_and_ticks_out_of_view_do_not_count():
    fig, ax = a_plot()
    ax.text(0.5, 2, "first")
    ax.text(0.5, 2, "second").set_visible(False)
    ax.set_xlim(0.4, 0.6)
    assert layout_problems(fig) == []
    ax.text(0.45, 1, "here", visible=True)
    ax.set_axis_off()
    fig.text(0.01, 0.02, "where the axis was")
    assert layout_problems(fig) == []


def test_tick_labels_that_run_into_each_other_are_found():
    fig, ax = a_plot()
    ax.set_xticks([0.5, 0.51], ["a long label", "another long label"])
    assert layout_problems(fig) == ["'a long label' and 'another long label' overlap."]


def test_problems_are_said_in_the_active_language():
    fig, _ = a_plot()
    fig.text(0.95, 0.5, "terlalu panjang sekali")
    use_language("id")
    (sentence,) = layout_problems(fig)
    use_language("en")
    assert sentence == "'terlalu panjang sekali' keluar dari gambar."
