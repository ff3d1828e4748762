using Steerlens.Kernels.Cuda;
using Steerlens.Kernels.Engines;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Annotation;

/// <summary>Lets a film's pictures be made small and drawn where its network runs, if that is a device.</summary>
internal static class DeviceDrawingChoice
{
    /// <summary>Moves the first and the last stage to the engine's device.</summary>
    /// <param name="engine">What runs the network.</param>
    /// <param name="resize">The film's first stage.</param>
    /// <param name="composite">Its drawing.</param>
    /// <param name="layout">How it is drawn.</param>
    /// <param name="notes">Gets a line where there is a device and the processor draws nevertheless.</param>
    /// <returns>What is to be freed after the last frame and before the engine; null where the processor draws.</returns>
    public static DevicePictures? Make(IEngine engine, ResizeStage resize, CompositeStage composite, Layout layout, List<string> notes)
    {
        if (engine is not FailoverEngine failover) return null;
        if (!composite.IsForDevices)
        {
            notes.Add($"layout '{OptionValues.Word(layout)}' is drawn by the processor");
            return null;
        }

        var pictures = Make(failover, resize, composite, notes);
        resize.UseDevice(pictures);
        composite.UseDevice(pictures);
        return pictures;
    }

    /// <summary>Makes room for pictures where an engine's device is, without moving the stages yet.</summary>
    /// <param name="engine">What runs the network.</param>
    /// <param name="resize">The first stage.</param>
    /// <param name="composite">The drawing.</param>
    /// <param name="notes">Gets a line where there is a device and the processor draws nevertheless.</param>
    /// <returns>Null where the processor draws.</returns>
    public static DevicePictures? Make(IEngine engine, ResizeStage resize, CompositeStage composite, List<string> notes)
    {
        try
        {
            return (engine as FailoverEngine)?.NewPictures(resize.Resizer, composite.ForDevice);
        }
        catch (CudaException exception)
        {
            notes.Add($"the film is drawn by the processor: {exception.Message}");
            return null;
        }
    }
}
