using Steerlens.Pipeline.EmguCv;

namespace Steerlens.Pipeline.Live.Sources;

/// <content>Builds with Emgu.CV have its cameras.</content>
internal static partial class LiveOrigins
{
    static partial void AddTo(List<Func<string, LiveOrigin?>> kinds) => kinds.Add(EmguCvCameraOrigin.Of);
}
