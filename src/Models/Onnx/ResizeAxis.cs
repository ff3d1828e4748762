namespace Steerlens.Models.Onnx;

/// <summary>One axis of a Resize, as the operator's specification defines it.</summary>
/// <param name="Input">Positions before.</param>
/// <param name="Output">Positions after.</param>
/// <param name="Scale">The factor where the file states one; null for output / input.</param>
internal sealed record ResizeAxis(int Input, int Output, float? Scale)
{
    /// <summary>Whether a rule for coordinates and one for rounding are known.</summary>
    public static bool Knows(string rule, string rounding) =>
        rule is "half_pixel" or "pytorch_half_pixel" or "align_corners" or "asymmetric" or "tf_half_pixel_for_nn"
        && rounding is "floor" or "ceil" or "round_prefer_floor" or "round_prefer_ceil";

    /// <summary>What each output position reads.</summary>
    public AxisWeights Weights(string mode, string rule, string rounding) => new([.. Enumerable.Range(0, Output).Select(position =>
    {
        var place = Place(position, rule);
        if (mode is "nearest") return ((int[])[Math.Clamp(Round(place, rounding), 0, Input - 1)], (float[])[1f]);
        var first = (int)Math.Floor(place);
        var share = (float)(place - first);
        if (first < 0) return ((int[])[0], (float[])[1f]);
        if (first >= Input - 1 || share == 0) return ((int[])[Math.Min(first, Input - 1)], (float[])[1f]);
        return ((int[])[first, first + 1], (float[])[1 - share, share]);
    })]);

    private double Place(int position, string rule)
    {
        var scale = Scale ?? (double)Output / Input;
        return rule switch
        {
            "align_corners" => Output == 1 ? 0 : position * (Input - 1d) / (Output - 1),
            "asymmetric" => position / scale,
            "pytorch_half_pixel" when Output == 1 => 0,
            "tf_half_pixel_for_nn" => (position + 0.5) / scale,
            _ => ((position + 0.5) / scale) - 0.5,
        };
    }

    private static int Round(double place, string rounding) => (int)(rounding switch
    {
        "floor" => Math.Floor(place),
        "ceil" => Math.Ceiling(place),
        "round_prefer_floor" => Math.Ceiling(place - 0.5),
        _ => Math.Floor(place + 0.5),
    });
}
