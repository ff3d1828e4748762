using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;
using Steerlens.Tests;

namespace Steerlens.Bench.Comparing;

/// <summary>One frame as a network's input: from the labelled drive where it is there, else from a rendered road.</summary>
/// <param name="Name">Where the frame is from.</param>
/// <param name="Values">H x W x C float32.</param>
internal sealed record InputFrame(string Name, float[] Values)
{
    /// <summary>The frame for a network.</summary>
    public static async Task<InputFrame> ForAsync(Network network)
    {
        if (RealFrames.Path is not null)
            return new InputFrame("a frame of the labelled drive", (await RealFrames.ReadAsync(network, 1, 1))[0]);
        await using var road = new SceneSource(new SceneOptions { FrameCount = 1 });
        using var frame = new Frame(road.Format);
        road.Render(0, frame.Picture);
        var input = new float[network.Input.Length];
        new InputResizer(network.Contract, network.Input, road.Format.Width, road.Format.Height, road.Format.Color).Run(frame.Picture, input);
        return new InputFrame("a frame of scene:coast-road", input);
    }
}
