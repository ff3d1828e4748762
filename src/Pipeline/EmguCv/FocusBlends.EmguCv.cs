using Steerlens.Kernels.Images;
using Steerlens.Pipeline.EmguCv;

namespace Steerlens.Pipeline.Compositing;

/// <content>Builds with Emgu.CV have it.</content>
internal static partial class FocusBlends
{
    static partial void AddTo(Dictionary<string, Func<int, int, YuvColor, double, IFocusBlend>> makers) =>
        makers["emgucv"] = (width, height, color, sigma) => new EmguCvFocusBlend(width, height, color, sigma);
}
