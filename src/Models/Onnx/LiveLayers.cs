namespace Steerlens.Models.Onnx;

/// <summary>Leaves out the layers that an output does not need.</summary>
internal static class LiveLayers
{
    /// <summary>The layers below one of them, itself last, with their inputs renumbered.</summary>
    public static Layer[] Of(IReadOnlyList<Layer> layers, int output)
    {
        var isLive = new bool[output + 1];
        isLive[output] = true;
        for (var index = output; index >= 0; index--)
        {
            if (!isLive[index]) continue;
            foreach (var source in layers[index].Inputs.Where(source => source != Network.InputIndex)) isLive[source] = true;
        }

        var numbers = new int[output + 1];
        var live = new List<Layer>();
        for (var index = 0; index <= output; index++)
        {
            if (!isLive[index]) continue;
            numbers[index] = live.Count;
            live.Add(layers[index] with { Inputs = [.. layers[index].Inputs.Select(source => source == Network.InputIndex ? source : numbers[source])] });
        }

        return [.. live];
    }
}
