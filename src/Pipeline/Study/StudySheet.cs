using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Compositing;

namespace Steerlens.Pipeline.Study;

/// <summary>The contact sheet of a study: each change with its maps, then every asphalt in every light.</summary>
internal static class StudySheet
{
    /// <summary>Draws the sheet.</summary>
    /// <param name="title">What is studied.</param>
    /// <param name="maps">The maps' names.</param>
    /// <param name="single">The road as its address says, then one change at a time.</param>
    /// <param name="factorial">Every asphalt in every light.</param>
    /// <param name="plan">The looks.</param>
    /// <param name="film">Where the pictures come from.</param>
    public static YuvImage Draw(string title, IReadOnlyList<string> maps, IReadOnlyList<StudyResult> single, IReadOnlyList<StudyResult> factorial, StudyPlan plan, StudyFilm film)
    {
        var sheet = new ContactSheet
        {
            Title = title,
            Notes =
            [
                FormattableString.Invariant($"The frame with the sharpest bend; its true angle is {film.ShownTruth:+0.0;-0.0}\u00b0. Under a frame: the network's angle in it. Under a map: its correlation with that of the first row, over all frames. Each map keeps its scale in all looks, where that is not the frame's own maximum."),
            ],
        };
        sheet.Add([.. maps.Zip(film.Scales, Legend)]);
        sheet.Add(new SheetSection(1 + maps.Count, StudyFilm.TileWidth, film.TileHeight)
        {
            Heading = "One change at a time",
            ColumnHeads = ["frame", .. maps],
            RowHeads = [.. single.Select(result => result.Condition.Name)],
            Tiles = [.. single.SelectMany(result => result.Tiles.Select((tile, column) => new SheetTile(tile, column == 0 ? Angle(result.Angles[film.Shown]) : $"r = {Number(result.Correlations[column - 1])}")))],
        });
        sheet.Add(new SheetSection(plan.Lights.Count, StudyFilm.TileWidth, film.TileHeight)
        {
            Heading = "Asphalt x light",
            Note = "Under each: the mean change of the angle against the first one" + (factorial.Any(result => double.IsFinite(result.Change.Low)) ? " with its 95 % interval" : " (no interval under 8 s)") + ", and the error against the true angle",
            ColumnHeads = [.. plan.Lights.Select(StudyPlan.NameOf)],
            RowHeads = [.. plan.Roads.Select(StudyPlan.NameOf)],
            Tiles = [.. factorial.Select(result => new SheetTile(result.Tiles[0], $"{StudyTable.Change(result)}, error {StudyTable.Degrees(result.Error)}\u00b0"))],
        });
        return sheet.Draw();
    }

    /// <summary>The colour bar of a map.</summary>
    private static SheetSection Legend(string map, (string FullColor, HeatPaletteKind Palette) scale) => new(1, StudyFilm.TileWidth, StudyFilm.TileWidth)
    {
        Note = map,
        Legend = scale.Palette == HeatPaletteKind.Diverging
            ? new SheetLegend(new TileColors(scale.Palette), "pushes left", $"right, up to {scale.FullColor}")
            : new SheetLegend(new TileColors(scale.Palette), "0", scale.FullColor),
    };

    private static string Angle(double degrees) => FormattableString.Invariant($"{degrees:+0.0;-0.0;0.0}\u00b0");

    private static string Number(double value) => FormattableString.Invariant($"{value:0.00}");
}
